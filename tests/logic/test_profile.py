from __future__ import annotations

from bot.logic.profile import Profile, known, merge


def test_what_is_new_wins_and_what_is_not_said_stays():
    older = Profile(organisation_type="sme", country="IT", eccp_profile=True)
    newer = Profile(organisation_type="cluster_organisation", theme=("photonics",))
    assert merge(older, newer) == Profile(
        organisation_type="cluster_organisation", country="IT", theme=("photonics",), eccp_profile=True
    )


def test_no_and_nobody_are_answers_that_replace_older_ones():
    older = Profile(partner_countries=("DE", "FR"), own_legal_entity=True)
    newer = Profile(partner_countries=(), own_legal_entity=False)
    assert merge(older, newer) == newer


def test_known_names_what_has_been_answered():
    assert known(Profile(country="IT", partner_countries=(), eccp_profile=False)) == (
        "country", "partner_countries", "eccp_profile",
    )  # fmt: skip
    assert known(Profile()) == ()
