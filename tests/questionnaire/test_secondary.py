"""Lists of choices and other tables that expressions look things up in."""

import csv
import gc
import weakref
from datetime import UTC, datetime
from io import StringIO
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.expression import Context, compile_expression
from questionnaire.records import InstanceError
from questionnaire.secondary import SecondaryInstance, shared_csv
from tests.questionnaire.expression.small_tree import Leaf

TOWNS = 20_000


def csv_of(rows):
    return ("name,label,region,code\n" + "".join(",".join(row) + "\n" for row in rows)).encode()


@pytest.fixture(scope="module")
def many():
    """Twenty thousand towns in a hundred regions."""
    return csv_of((f"t{at}", f"Town {at}", f"r{at % 100}", f"{at:05}") for at in range(TOWNS))


def evaluate(source, root=None, **instances):
    root = root or Leaf("data", inside=[Leaf("region", "r7"), Leaf("town", "t42"), Leaf("out")])
    context = Context(
        node=root.find("out"),
        root=root,
        now=datetime(2021, 9, 1, tzinfo=UTC),
        instance=instances.__getitem__,
        choice_label=lambda *_: "",
        random=lambda: 0.5,
    )
    return compile_expression(source).evaluate(context)


def names(nodes):
    return [node.children("name")[0].text() for node in nodes]


class TestTwentyThousandRows:
    """Trap 9: an equality looks into an index; only the rows it finds become nodes."""

    @pytest.mark.parametrize(
        ("predicate", "found"),
        [
            ("name = 't42'", 1),
            ("name = current()/../town", 1),
            ("'t42' = name", 1),
            ("./name = /data/town", 1),
            ("region = /data/region", 200),
            ("region = current()/../region and code > 10000", 200),
            ("code > 10000 and region = /data/region", 200),
            ("region = concat('r', 7)", 200),
            ("code = 42", 1),
            ("name = 'nowhere'", 0),
            ("name = /data/nothing", 0),
        ],
    )
    def test_only_what_is_found_is_made(self, many, predicate, found):
        towns = SecondaryInstance.from_csv("towns", many)
        result = evaluate(f"instance('towns')/root/item[{predicate}]", towns=towns)
        assert towns.made == found
        assert len(result) == (100 if "10000" in predicate else found)

    def test_a_label_is_looked_up_without_scanning(self, many):
        towns = SecondaryInstance.from_csv("towns", many)
        label = evaluate("string(instance('towns')/root/item[name = current()/../town]/label)", towns=towns)
        assert (label, towns.made) == ("Town 42", 1)

    def test_pulldata_is_looked_up_without_scanning(self, many):
        towns = SecondaryInstance.from_csv("towns", many)
        assert evaluate("pulldata('towns', 'label', 'name', /data/town)", towns=towns) == "Town 42"
        assert towns.made == 1

    def test_what_an_index_cannot_answer_is_scanned_and_right(self, many):
        towns = SecondaryInstance.from_csv("towns", many)
        assert len(evaluate("instance('towns')/root/item[region = 'r7' or region = 'r8']", towns=towns)) == 400
        assert towns.made == TOWNS

    def test_the_rows_found_are_in_the_lists_order_and_know_their_place(self, many):
        towns = SecondaryInstance.from_csv("towns", many)
        found = evaluate("instance('towns')/root/item[region = 'r7']", towns=towns)
        assert [node.position() for node in found[:3]] == [8, 108, 208]
        assert found == sorted(found, key=lambda node: node.position())


class TestXml:
    def instance(self, inner):
        return SecondaryInstance.from_element("list", ET.fromstring(f"<instance id='list'>{inner}</instance>"))

    def test_rows_need_not_be_alike(self):
        listed = self.instance(
            "<root><item><name>a</name></item><item><itextId>x</itextId><name>b</name><name>c</name></item></root>"
        )
        assert len(listed) == 2
        assert [names(listed.children("item"))] == [["a", "b"]]
        assert [node.text() for node in evaluate("instance('list')/root/item/name", list=listed)] == ["a", "b", "c"]
        assert len(evaluate("instance('list')/root/item[name = 'c']", list=listed)) == 1
        assert evaluate("position(instance('list')/root/item[2]/name[2])", list=listed) == 2

    def test_elements_of_other_names_and_attributes(self):
        listed = self.instance("<root><version>7</version><item kind='x'><name>a</name></item></root>")
        assert evaluate("string(instance('list')/root/version)", list=listed) == "7"
        assert evaluate("string(instance('list')/root/item[@kind = 'x']/name)", list=listed) == "a"
        assert evaluate("count(instance('list')/root/item/*)", list=listed) == 1
        assert evaluate("position(instance('list')/root/item)", list=listed) == 1
        assert evaluate("count(instance('list')/root/*)", list=listed) == 2

    def test_a_namespace_is_no_part_of_a_name(self):
        listed = self.instance("<root xmlns='http://www.w3.org/2002/xforms'><item><name>a</name></item></root>")
        assert evaluate("string(instance('list')/root/item/name)", list=listed) == "a"

    def test_a_deeper_tree_is_refused(self):
        with pytest.raises(InstanceError, match="the list “list”: <name> has elements of its own"):
            self.instance("<root><item><name><deep/></name></item></root>")

    def test_more_than_one_root_is_refused(self):
        with pytest.raises(InstanceError, match="one root element, this one 2"):
            self.instance("<root/><root/>")

    def test_a_file(self):
        listed = SecondaryInstance.from_xml("list", "<root><item><name>қ</name></item></root>".encode())
        assert names(listed.children("item")) == ["қ"]
        with pytest.raises(InstanceError, match=r"list\.xml, line 1: this is not well-formed XML"):
            SecondaryInstance.from_xml("list", b"<root>")

    def test_nodes_know_where_they_are(self):
        listed = self.instance("<root><item><name>a</name></item></root>")
        name = listed.children("item")[0].children("name")[0]
        assert name.parent.parent is listed
        assert name is listed.children("item")[0].children("name")[0]
        assert listed.parent.children("root")[0] is listed
        assert listed.parent.parent is None
        assert (name.children("x"), listed.text(), listed.parent.text()) == ((), "", "")
        assert (listed.position(), listed.parent.position()) == (1, 1)


class TestCsv:
    def test_the_first_row_names_the_columns(self):
        places = SecondaryInstance.from_csv("places", "name,label_kk\n75,Алматы\n".encode())
        (item,) = places.children("item")
        assert (item.get("name"), item.get("label_kk"), item.get("missing")) == ("75", "Алматы", "")

    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_as_spreadsheets_save_it(self, separator, mark, end):
        text = f'{mark}name{separator}label{end}a{separator}"x{separator} y"{end}{end}b{end}'
        places = SecondaryInstance.from_csv("places", text.encode())
        assert [(item.get("name"), item.get("label")) for item in places.children("item")] == [
            ("a", f"x{separator} y".strip()),
            ("b", ""),
        ]

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "places.csv: the file is empty; its first row names the columns"),
            (b"\n\n", "places.csv: the file is empty; its first row names the columns"),
            (b"name,,label\n", "places.csv, line 1: column 2 has no name"),
            (b"name,label,name\n", "places.csv, line 1: two columns are named “name”"),
            (b"name\na\nb,c\n", "places.csv, line 3: the row has 2 values, the header 1 columns"),
            ("name\nа\n".encode("cp1251"), "places.csv, line 2: this is not UTF-8; save the file as “CSV UTF-8”"),
            (b'name\n"a', "places.csv, line 2: the row cannot be read (unexpected end of data)"),
        ],
    )
    def test_what_is_wrong_is_said_with_its_line(self, content, sentence):
        with pytest.raises(InstanceError) as raised:
            SecondaryInstance.from_csv("places", content)
        assert str(raised.value) == sentence


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.tuples(texts, texts), max_size=8))
def test_a_row_read_alone_is_the_row_read_with_all_others(rows):
    """Rows are kept as bytes of the file: quotes, separators and line breaks within values must not move them."""
    written = StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerows([("k", "v"), *rows])
    kept = [(key.strip(), value.strip()) for key, value in rows if key or value]
    table = SecondaryInstance.from_csv("t", written.getvalue().encode())
    assert [(table.child("item", at).get("k"), table.child("item", at).get("v")) for at in range(len(table))] == kept
    for at, (key, _) in enumerate(kept):
        assert table.child("item", at) in table.matching("item", "k", key)


def test_a_row_is_forgotten_when_nobody_looks_at_it(many):
    towns = SecondaryInstance.from_csv("towns", many)
    town = weakref.ref(towns.child("item", 7))
    gc.collect()
    assert town() is None
    held = towns.child("item", 7)
    assert towns.child("item", 7) is held


def test_forms_that_name_the_same_file_share_it(many):
    first = shared_csv("towns", many, "towns.csv")
    assert shared_csv("towns", many, "towns.csv") is first
    assert shared_csv("towns", many + b"t,T,r,1\n", "towns.csv") is not first
    seen = weakref.ref(first)
    del first
    gc.collect()
    assert seen() is None


cells = st.sampled_from(["", "1", "01", "1.0", "a", "b", "2020-01-01", "x"])


@given(
    st.lists(st.tuples(cells, cells), max_size=12),
    cells,
    st.sampled_from(["'{}'", "{}", "/data/v", "/data/v | /data/w"]),
)
def test_an_index_finds_what_a_scan_finds(rows, value, written):
    """`[… and true()]` with an `or` inside cannot use the index, `[k = v]` does."""
    if written == "{}" and not value.replace(".", "").isdigit():
        written = "'{}'"
    wanted = written.format(value)
    table = SecondaryInstance.from_csv("t", ("k,v\n" + "".join(f"{k},{v}\n" for k, v in rows if k or v)).encode())
    root = Leaf("data", inside=[Leaf("v", value), Leaf("w", "b"), Leaf("out")])
    by_index = evaluate(f"instance('t')/root/item[k = ({wanted})]", root, t=table)
    by_scan = evaluate(f"instance('t')/root/item[k = ({wanted}) or false()]", root, t=table)
    assert by_index == by_scan
