"""The certificate on paper: one A4 page as PDF in both languages of the state, with a QR code to the page that proves it."""

from datetime import date
from pathlib import Path

import segno
from fpdf import FPDF
from fpdf.fonts import TTFFont

from census.campaign import Campaign
from census.certificates import Certified, show_code
from census.pair import Pair
from census.receipts import show_receipt

FONTS = Path(__file__).resolve().parent / "fonts"
FAMILY = "NotoSerif"
NIGHT, GOLD, INK, QUIET, FAINT = (11, 60, 76), (214, 165, 60), (21, 36, 45), (80, 96, 106), (232, 228, 218)
WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 24.0
"""A4, in millimetres, as all lengths here."""
TEXT = WIDTH - 2 * MARGIN
QR = 38.0


def draw_certificate(campaign: Campaign, certified: Certified, code: str, address: str) -> bytes:
    """The PDF. `code` is the certificate's (`certificates.code_of`), `address` of the page that checks it, without the code.

    Takes some 70 ms of one core: not for the event loop's own thread.
    """
    page = _Page(campaign, certified)
    page.head()
    page.body()
    page.foot(code, address)
    return page.finished()


class _Page:
    def __init__(self, campaign: Campaign, certified: Certified) -> None:
        self._campaign, self._certified = campaign, certified
        self._texts = campaign.certificate
        pdf = self._pdf = FPDF(format="A4")
        pdf.set_auto_page_break(auto=False)
        pdf.set_margin(MARGIN)
        pdf.c_margin = 0
        pdf.add_font(FAMILY, "", FONTS / "NotoSerif-Regular.ttf")
        pdf.add_font(FAMILY, "B", FONTS / "NotoSerif-Bold.ttf")
        pdf.set_title(f"{self._texts.title.kk} / {self._texts.title.ru}")
        pdf.set_lang("kk")
        pdf.set_creation_date(certified.at)
        pdf.add_page()
        if campaign.demo_today is not None:
            self._specimen()

    def _specimen(self) -> None:
        """Across a demo's certificate: nobody shall take it for one."""
        self._font(64, "B", FAINT)
        words = f"{self._texts.specimen.kk} · {self._texts.specimen.ru}"
        with self._pdf.rotation(52, WIDTH / 2, HEIGHT / 2):
            self._pdf.text((WIDTH - self._pdf.get_string_width(words)) / 2, HEIGHT / 2 + 10, words)

    def head(self) -> None:
        """The census's name on a dark band, a golden thread below it."""
        pdf = self._pdf
        pdf.set_fill_color(*NIGHT)
        pdf.rect(0, 0, WIDTH, 42, style="F")
        pdf.set_draw_color(*GOLD)
        pdf.set_line_width(0.5)
        pdf.line(0, 45, WIDTH, 45)
        for n in range(15):  # the crossed laths of a yurt's wall
            x = 7 + n * 14
            pdf.line(x - 2, 43.4, x + 2, 46.6)
            pdf.line(x - 2, 46.6, x + 2, 43.4)
        pdf.set_y(11)
        for text in (self._campaign.name.kk, self._campaign.name.ru):
            self._font(12, "B", (255, 255, 255))
            self._lines(text, 5.6)
        pdf.ln(1.5)
        self._font(9.5, "", (195, 221, 228))
        self._lines(f"{self._campaign.slogan.kk}   {self._campaign.slogan.ru}", 5)

    def body(self) -> None:
        pdf, texts, one = self._pdf, self._texts, self._certified
        pdf.set_y(64)
        self._font(20, "B", NIGHT)
        self._lines(texts.title.kk, 9)
        self._font(15, "", NIGHT)
        self._lines(texts.title.ru, 7.5)
        pdf.ln(6)
        self._font(10.5, "", INK)
        self._lines(texts.statement.kk, 5.4)
        pdf.ln(1.2)
        self._font(10.5, "", QUIET)
        self._lines(texts.statement.ru, 5.4)
        pdf.ln(7)
        region = self._campaign.region(one.region)
        day = one.at.astimezone(self._campaign.zone_of(one.region)).date()
        name = self._printable(one.name or "—")
        self._field("name", name, size=17 if len(name) < 70 else 11.5)
        self._field("receipt", show_receipt(one.receipt), size=14)
        self._field("date", _numbers(day), size=14)
        if region is not None:
            self._field("region", _both(region.name_on(day)))
        self._field("issuer", f"{texts.issuer.kk}\n{texts.issuer.ru}")

    def foot(self, code: str, address: str) -> None:
        pdf, texts = self._pdf, self._texts
        top = HEIGHT - MARGIN - QR
        self._qr(f"{address}/{code}", MARGIN, top)
        pdf.set_left_margin(MARGIN + QR + 8)
        pdf.set_y(top)
        self._font(8.5, "", QUIET)
        self._lines(_both(texts.labels["check"]), 4.2)
        self._font(10, "", NIGHT)
        self._lines(address.removeprefix("https://").removeprefix("http://"), 5.4)
        self._font(8.5, "", QUIET)
        self._lines(_both(texts.labels["code"]), 4.6)
        self._font(11, "B", INK)
        self._lines(show_code(code), 5.6)
        pdf.ln(1.5)
        self._font(8, "", QUIET)
        self._lines(f"{texts.note.kk}\n{texts.note.ru}", 3.8)

    def finished(self) -> bytes:
        return bytes(self._pdf.output())

    def _field(self, label: str, value: str, size: float = 11) -> None:
        """A quiet label in both languages, the value under it, a hair line below."""
        pdf = self._pdf
        self._font(8.5, "", QUIET)
        self._lines(_both(self._texts.labels[label]), 4.4)
        self._font(size, "B" if size > 11 else "", INK)
        self._lines(value, size * 0.46)
        pdf.ln(1.6)
        pdf.set_draw_color(*FAINT)
        pdf.set_line_width(0.25)
        pdf.line(MARGIN, pdf.get_y(), WIDTH - MARGIN, pdf.get_y())
        pdf.ln(2.8)

    def _qr(self, text: str, left: float, top: float) -> None:
        """Drawn as rectangles, one for every run of dark modules: sharp at any size."""
        rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
        module = QR / len(rows)
        self._pdf.set_fill_color(*INK)
        for y, row in enumerate(rows):
            x = 0
            while x < len(row):
                run = next((n for n, dark in enumerate(row[x:]) if not dark), len(row) - x)
                if run:
                    self._pdf.rect(left + x * module, top + y * module, run * module, module, style="F")
                x += run + 1

    def _printable(self, name: str) -> str:
        """«?» stands for what the fonts have no letter of: none of Cyrillic or of European Latin is missing."""
        font = self._pdf.fonts[FAMILY.lower()]
        assert isinstance(font, TTFFont)
        return "".join(letter if ord(letter) in font.cmap else "?" for letter in name)

    def _font(self, size: float, style: str, colour: tuple[int, int, int]) -> None:
        self._pdf.set_font(FAMILY, "B" if style == "B" else "", size)
        self._pdf.set_text_color(*colour)

    def _lines(self, text: str, height: float) -> None:
        self._pdf.multi_cell(0, height, text, align="L", new_x="LMARGIN", new_y="NEXT")


def _both(text: Pair) -> str:
    return text.kk if text.kk == text.ru else f"{text.kk} / {text.ru}"


def _numbers(day: date) -> str:
    """«10.09.2021», as both languages write it."""
    return f"{day:%d.%m.%Y}"
