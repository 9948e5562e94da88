"""Any XLSForm as an interview, sans-IO.

A form is published once (`publish`: XLSForm to XForm, everything wrong with it said as sentences), compiled once
(`Form.from_xml`, shared by all), and then answered any number of times (`Interview`). This room imports nothing of ours and
knows no network, database or clock: what it needs to know comes in as an argument, what is to be stored comes out as
`Change`s, what is to be asked as a `Prompt`.

Semantics are those of the ODK XForms specification (https://getodk.github.io/xforms-spec/); what we add lives in `sanaq:*`
attributes that other clients pass over.
"""

from questionnaire.definition import Element
from questionnaire.errors import FormError, NotAsked, Problem
from questionnaire.expression import Extension, Value, to_boolean, to_number, to_string
from questionnaire.findings import Finding, PublishError
from questionnaire.form import Form
from questionnaire.interview import Interview
from questionnaire.outcome import Accepted, Change, Doubtful, Losing, Outcome, Refused, Rule
from questionnaire.prompt import Choice, ChoiceList, Kind, Progress, Prompt, ReviewLine, RosterItem
from questionnaire.publish import Publication, lists_beside, publish, publisher
from questionnaire.record import Record

__all__ = [
    "Accepted",
    "Change",
    "Choice",
    "ChoiceList",
    "Doubtful",
    "Element",
    "Extension",
    "Finding",
    "Form",
    "FormError",
    "Interview",
    "Kind",
    "Losing",
    "NotAsked",
    "Outcome",
    "Problem",
    "Progress",
    "Prompt",
    "Publication",
    "PublishError",
    "Record",
    "Refused",
    "ReviewLine",
    "RosterItem",
    "Rule",
    "Value",
    "lists_beside",
    "publish",
    "publisher",
    "to_boolean",
    "to_number",
    "to_string",
]
