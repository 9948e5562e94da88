"""A family of four whose census is taken in the golden conversations, in Kazakh and in Russian.

Answers stand by the name of the question. A choice is given by its value and typed as people do, now by its number, now by
its label (`typed`); other answers are given in Kazakh and in Russian.
"""

from collections.abc import Mapping

from questionnaire import Kind, Prompt

Answer = str | tuple[str, str]
Answers = Mapping[str, Answer]

NAMES = ("Ахметова Айгүл Серікқызы", "Ахметов Айдар Болатұлы", "Ахметов Алихан Айдарұлы", "Сейтова Мерует")

LIST: Mapping[str, Answers] = {
    "": {"head_is_self": "yes", "household_has_departed_abroad": "no"},
    "Айгүл": {
        "member_iin": "900101400013",
        "member_relation_to_head": "spouse",
        "member_mother": "",
        "member_father": "",
        "member_residence_status": "permanent_present",
    },
    "Айдар": {
        "member_iin": "850615300012",
        "member_relation_to_head": "spouse",
        "member_mother": "",
        "member_father": "",
        "member_residence_status": "temporarily_absent",
        "member_absence_place": "other_kz",
        "member_absence_locality": ("атырау", "г. Атырау"),
        "member_absence_reason": "work",
        "member_absence_duration": "lt1m",
    },
    "Алихан": {
        "member_iin": ("жоқ", "нет"),
        "member_document": ("Туу туралы куәлік № 0123456", "свидетельство о рождении № 0123456"),
        "member_sex": "male",
        "member_birth_date": ("2012 жылғы 14 сәуір", "14 апреля 2012 года"),
        "member_relation_to_head": "child",
        "member_mother": "Ахметова Айгүл Серікқызы",
        "member_father": "Ахметов Айдар Болатұлы",
        "member_residence_status": "permanent_present",
    },
    "Мерует": {
        "member_iin": ("ЖСН жоқ", "ИИН нет"),
        "member_document": ("жоқ", "нет"),
        "member_sex": "female",
        "member_birth_date": ("5.11.1944", "05/11/1944"),
        "member_relation_to_head": "parent",
        "member_mother": "",
        "member_father": "",
        "member_residence_status": "permanent_present",
    },
}

DWELLING: Answers = {
    "address_locality": ("қарағанды қ.", "город караганда"),
    "address_street": ("Нұркен Әбдіров даңғылы", "проспект Нуркена Абдирова"),
    "address_house": "12",
    "address_flat": "7",
    "dwelling_type": "flat",
    "dwelling_owner": "household",
    "construction_period": "y1971_1980",
    "wall_material": "large_panel",
    "total_area_m2": "62",
    "living_area_m2": ("44 шаршы метр", "44 кв. м"),
    "rooms_count": ("үш", "три"),
    "electricity": "grid",
    "gas": "network",
    "heating": "central",
    "water_supply": "piped_inside",
    "drinking_water_source": "bottled",
    "hot_water": "central",
    "sewerage": "central",
    "toilet": "flush_inside",
    "bath_shower": "yes",
    "waste_removal": "collected",
    "telephone_internet": "internet tv",
    "internet_type": "fixed",
    "durables": "washing_machine computer",
}

EVERYONE: Answers = {
    "citizenship": "kz",
    "ethnicity": "kazakh",
    "native_language": "kazakh",
    "proficiency_kazakh": "understand speak read write",
    "proficiency_russian": "understand speak",
    "proficiency_english": "none",
    "other_languages": "",
    "home_language": "both",
    "religion": "islam",
    "lived_here_since_birth": "yes",
    "residence_one_year_ago": "here",
    "plans_to_leave_kz": "no",
    "computer_skills": "user",
    "currently_studying": "no",
    "covid_income_effect": "unchanged",
    "covid_ill": "no",
    "covid_vaccinated": "yes",
    "difficulty_seeing": "no_difficulty",
    "difficulty_hearing": "no_difficulty",
    "difficulty_walking": "no_difficulty",
    "difficulty_remembering": "no_difficulty",
    "difficulty_self_care": "no_difficulty",
    "difficulty_communicating": "no_difficulty",
    "disability_group": "none",
    "birth_place": ("караганды каласы", "Караганда город"),
}

PERSON: Mapping[str, Answers] = {
    "Айгүл": {
        "marital_status": "registered",
        "age_first_marriage": "21",
        "education_level": "higher",
        "education_field": ("мұғалім", "учитель начальных классов"),
        "livelihood_sources": "work benefit",
        "livelihood_main": "work",
        "worked_last_week": "yes",
        "employment_status": "employee",
        "occupation": ("бастауыш сынып мұғалімі", "учитель начальных классов"),
        "industry": ("мектеп", "школа"),
        "workplace_location": "same_locality",
        "commute_minutes": ("жиырма", "двадцать минут"),
        "children_born": ("бір", "один"),
        "children_living": "1",
        "first_child_birth_date": ("2012 жылғы сәуір", "апрель 2012"),
        "children_planned": ("білмеймін", "не знаю"),
    },
    "Айдар": {
        "birth_place": ("Уштобе", "Уштобе"),
        "lived_here_since_birth": "no",
        "arrival_date": ("2007 жылғы қыркүйек", "09.2007"),
        "previous_residence": ("Алматы қаласы", "город Алматы"),
        "move_reason": "work",
        "marital_status": "registered",
        "age_first_marriage": "26",
        "education_level": "technical",
        "education_field": ("электрик", "электрик"),
        "livelihood_sources": "work",
        "worked_last_week": "yes",
        "employment_status": "employee",
        "occupation": ("вахталық электрик", "электрик вахтовым методом"),
        "industry": ("мұнай өндіру", "добыча нефти"),
        "workplace_location": "other_kz",
        "workplace_locality": ("Атырау қ.", "атырау город"),
        "commute_minutes": "",
    },
    "Алихан": {
        "education_level": "primary",
        "currently_studying": "school",
        "livelihood_sources": "dependent",
    },
    "Мерует": {
        "marital_status": "widowed",
        "age_first_marriage": ("жиырма екі", "двадцать два"),
        "education_level": "general_secondary",
        "computer_skills": "no",
        "livelihood_sources": "pension",
        "worked_last_week": "no",
        "temporarily_absent_from_job": "no",
        "job_search": "no",
        "difficulty_seeing": "some_difficulty",
        "difficulty_walking": "some_difficulty",
        "disability_group": "g3",
        "children_born": "5",
        "children_living": "4",
        "first_child_birth_date": "",
        "religion": "islam",
    },
}


def answer_to(form: str, who: str, prompt: Prompt) -> Answer:
    """What this family answers to the question."""
    name = prompt.ref.rpartition("/")[2]
    for answers in ({"list": LIST.get(who, {}), "dwelling": DWELLING}.get(form, PERSON.get(who, {})), EVERYONE):
        if name in answers:
            return answers[name]
    raise AssertionError(f"the family has no answer to {form} {prompt.ref} about {who!r}: {prompt.label}")


def typed(prompt: Prompt, answer: Answer, language: str, turn: int) -> str:
    """How it is typed: of a choice every third time the label, else the number; a skip in words."""
    if isinstance(answer, tuple):
        return answer[language == "ru"]
    if answer == "":
        return prompt.skip_label or {"kk": "өткізу", "ru": "пропустить"}[language]
    if prompt.kind not in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE) or len(prompt.choices) > 20:
        return answer
    values = [prompt.choices[n].value for n in range(len(prompt.choices))]
    labels = [prompt.choices[n].label for n in range(len(prompt.choices))]
    chosen = [answer] if answer in labels else answer.split() if prompt.kind is Kind.SELECT_MULTIPLE else [answer]
    places = [labels.index(value) if value in labels else values.index(value) for value in chosen]
    if turn % 3 == 0:
        return ", ".join(labels[place] for place in places)
    return ", ".join(str(place + 1) for place in places)
