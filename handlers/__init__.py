"""Doors: one module or package per messenger. An update comes in as a Turn, a Reply goes out in the messenger's own form.

Rules: a door declares the desk it needs as a `Protocol` and acknowledges an update only when `take` has returned, for only
then it is committed. Nothing a person wrote, no name and no secret goes into a log. A door knows how to show a Message and
what comes in; it knows neither what is asked nor what a button means, and no tables.
"""
