"""Which headings are refused and which pass, however they are spelled."""

from __future__ import annotations

import pytest

from marac.personal_details import DetailKind, heading_kind

K = DetailKind


def listed(text: str) -> list[str]:
    return text.split("|")


HEADINGS: dict[DetailKind, list[str]] = {
    K.NAME: listed(
        "name|Name|NAMES|First name|first_name|FirstName|firstname|Surname|sur name|Forename|Forename(s)"
        "|Full Name|Last-Name|Initials|victim|Victim 1|Alleged perpetrator|PERPETRATOR|perp|victim's name"
        "|Victim_Name|victimname|perpetrator name|Child names|children's names|case name|presenter name"
        "|user name|AKA|Victim initials|victim details|Victim/Perpetrator|known name|maiden name"
    ),
    K.DATE_OF_BIRTH: listed(
        "DOB|D.O.B.|d o b|date of birth|Date_Of_Birth|DateOfBirth|dateofbirth|Birth|birth date|BIRTHDAY"
        "|victim dob|victimdob|DOB (victim)|born|Year of birth"
    ),
    K.ADDRESS: listed(
        "address|Home address|Address line 1|address_1|ADDR|Street|house number|house name|Victim address"
    ),
    K.POSTCODE: listed("postcode|Post Code|POST_CODE|postal code|victim postcode|zip"),
    K.PHONE: listed(
        "phone|Telephone|TELEPHONE NUMBER|tel|Tel.|Tel no|mobile|Mobile No|MobileNumber|contact number"
        "|safe phone"
    ),
    K.EMAIL: listed("email|E-mail|e mail address|Email_Address|EMAIL ADDRESS|emailaddress"),
    K.NHS_NUMBER: listed("NHS|nhs number|NHS No.|NHSNo|nhs_number|NHS Number (victim)|nhsnumber"),
    K.NATIONAL_INSURANCE: listed("NINO|National Insurance|NI number|NI No|national_insurance_number"),
}

INNOCENT = listed(
    "|number|Case number|Case no|Case|Reference|District|district name|agency|Agency name|agencyname"
    "|Referring agency|guest agency|Guest agency name|Guests|Presenter agency|children|Children (yes/no)"
    "|Pregnancy|repeat|kind|type|HBA|consent|Victim consent|victim pregnant|perpetrator in MODUS"
    "|previous hearings|Last heard|date last heard|sitting|slot|time|NHS trust|NHS agency|team name"
    "|service name|File name|meeting name|notes|Contact role|Last MARAC date|district council|Housing"
    "|statutory|adobe|openings|minority"
)


@pytest.mark.parametrize(
    ("heading", "kind"), [(heading, kind) for kind, headings in HEADINGS.items() for heading in headings]
)
def test_a_heading_that_announces_personal_details(heading: str, kind: DetailKind) -> None:
    assert heading_kind(heading) is kind
    assert heading_kind(f"  {heading.replace(' ', '__')}: ") is kind
    assert heading_kind(heading.upper()) is kind
    assert heading_kind(heading.lower()) is kind


@pytest.mark.parametrize("heading", INNOCENT)
def test_a_heading_that_announces_none(heading: str) -> None:
    assert heading_kind(heading) is None
    assert heading_kind(f"  {heading.replace(' ', '__')}: ") is None
