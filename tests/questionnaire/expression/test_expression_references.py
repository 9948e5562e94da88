"""What an expression says of what it depends on."""

from questionnaire.expression import Reference, compile_expression


def references(source):
    return [
        (one.instance or one.start, "/".join(one.steps), one.inside_predicate)
        for one in compile_expression(source).references
    ]


def test_an_absolute_path_starts_at_the_root_element():
    assert references("/data/household/size > 3") == [("root", "data/household/size", False)]


def test_a_relative_path_starts_at_the_context_node():
    assert references("../age + ../../size + ./x") == [
        ("context", "../age", False),
        ("context", "../../size", False),
        ("context", "x", False),
    ]


def test_the_node_itself_is_a_reference_without_steps():
    assert references(". > 5") == [("context", "", False)]
    assert references("string-length() > 5") == [("context", "", False)]
    assert references("once(uuid())") == [("context", "", False)]


def test_a_path_inside_a_predicate_is_joined_to_the_path_it_filters():
    assert references("/data/member[sex = 'f' and ../count > 1]/age") == [
        ("root", "data/member/sex", True),
        ("root", "data/member/../count", True),
        ("root", "data/member/age", False),
    ]


def test_current_is_the_context_node_even_inside_a_predicate():
    assert references("instance('regions')/root/item[name = current()/../region]/label") == [
        ("regions", "root/item/name", True),
        ("context", "../region", True),
        ("regions", "root/item/label", False),
    ]


def test_predicates_in_predicates_and_after_parentheses():
    assert references("(../member)[name = /data/x[y = 1]]/age") == [
        ("context", "../member", False),
        ("context", "../member/name", True),
        ("root", "data/x/y", True),
        ("root", "data/x", True),
        ("context", "../member/age", False),
    ]


def test_a_union_leads_to_both():
    assert ("context", "../b/x", False) in references("(../a | ../b)/x")
    assert ("context", "../a/x", False) in references("(../a | ../b)/x")


def test_the_nodes_of_randomize_and_indexed_repeat_are_those_of_their_argument():
    assert references("randomize(instance('towns')/root/item)[name = 'a']")[:2] == [
        ("towns", "root/item", False),
        ("towns", "root/item/name", True),
    ]
    assert references("indexed-repeat(/data/m/name, /data/m, ../n)") == [
        ("root", "data/m/name", False),
        ("root", "data/m", False),
        ("context", "../n", False),
    ]


def test_pulldata_names_its_table_and_columns():
    assert references("pulldata('fruits.csv', 'price', 'name', ../fruit)") == [
        ("fruits", "root/item/price", False),
        ("fruits", "root/item/name", False),
        ("context", "../fruit", False),
    ]


def test_choice_name_names_its_question():
    assert references("jr:choice-name( ../sex , ' /data/member/sex ')") == [
        ("context", "../sex", False),
        ("root", "data/member/sex", False),
    ]


def test_a_reference_knows_its_column():
    expression = compile_expression("1 + ../age + count(/data/member[age > 3])")
    assert [one.column for one in expression.references] == [5, 33, 20]
    assert expression.references[0] == Reference("context", ("..", "age"), 5)


def test_a_key_predicate_is_not_counted_twice():
    assert len(compile_expression("instance('a')/root/item[k = /data/x]").references) == 3


def test_functions_are_named():
    assert compile_expression("if(selected(., 'a'), today(), '')").functions == {"if", "selected", "today"}
