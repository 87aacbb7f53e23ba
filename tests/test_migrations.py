"""Migrations expand first and take away in a later release: each that is newer than a recorded one is judged."""

import pytest
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Q

from core.expanding import AddIndexBeside, CheckOldRows, HoldNewRows
from tests.rig.expansion import judge
from tests.rig.settings_next import MIGRATION_MODULES

# The last migrations from before the rule. It moves up only when a release is out and nobody steps back behind it.
JUDGED_AFTER = {
    "accounts": "0006_count_saves_of_availability",
    "core": "0009_note_which_request_left_a_job",
    "debriefs": "0011_keep_summaries",
    "hiring": "0030_forget_when_a_name_was_told",
    "question_bank": "0017_let_a_question_ask_for_a_number",
    "references": "0005_ask_referees_by_link_and_with_consent",
    "scorecards": "0011_let_guests_read_along",
}


def newer(loader: MigrationLoader) -> list[migrations.Migration]:
    """The migrations that come after those of before the rule."""
    return [
        loader.graph.nodes[app, name]
        for app, name in sorted(loader.graph.nodes)
        if app in JUDGED_AFTER and name > JUDGED_AFTER[app]
    ]


def judged(loader: MigrationLoader) -> list[str]:
    """What is wrong with them."""
    found = []
    for migration in newer(loader):
        before = loader.project_state((migration.app_label, migration.name), at_end=False)
        found += judge(migration, before)
    return found


def test_migrations_expand_and_keep_nobody_waiting():
    assert judged(MigrationLoader(None)) == []


def test_every_app_has_a_last_migration_from_before_the_rule():
    loader = MigrationLoader(None)
    own = {app for app in loader.migrated_apps if app in settings.INSTALLED_APPS}
    assert own == set(JUDGED_AFTER)
    assert set(JUDGED_AFTER.items()) <= set(loader.graph.nodes)


def test_the_release_to_come_follows_the_latest_migrations(settings):
    settings.MIGRATION_MODULES = MIGRATION_MODULES
    conflicts = MigrationLoader(None).detect_conflicts()
    assert conflicts == {}, "Number those in tests/rig/next_release anew, after the newest of the app."


def test_the_release_to_come_that_is_tried_under_traffic_keeps_the_rule(settings):
    todays = newer(MigrationLoader(None))
    settings.MIGRATION_MODULES = MIGRATION_MODULES
    loader = MigrationLoader(None)
    assert len(newer(loader)) == len(todays) + 10
    assert judged(loader) == []


def state() -> ProjectState:
    """A table as it is today."""
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=20)),
        ("size", models.SmallIntegerField(null=True)),
        ("kind", models.CharField(max_length=20, db_default="")),
    ]
    found = ProjectState()
    found.add_model(ModelState("shop", "Thing", fields))
    return found


def words_on(*operations, **says) -> str:
    """What is wrong with a migration of these operations, as one text."""
    kind = type("Migration", (migrations.Migration,), {"operations": list(operations), **says})
    return " ".join(judge(kind("0002_new", "shop"), state()))


INDEX = models.Index(fields=["name"], name="thing_name")
SMALL = models.CheckConstraint(condition=Q(size__lte=9), name="thing_small")
ONCE = models.UniqueConstraint(fields=["name"], name="thing_once")
TAKES_AWAY = [
    (migrations.RemoveField("thing", "size"), "reads this column"),
    (migrations.RenameField("thing", "size", "weight"), "old name"),
    (migrations.RenameModel("Thing", "Item"), "old name"),
    (migrations.DeleteModel("Thing"), "reads this table"),
    (migrations.AlterModelTable("thing", "things"), "old table"),
    (migrations.AddField("thing", "weight", models.IntegerField(default=1)), "inserts without weight"),
    (migrations.AlterField("thing", "size", models.SmallIntegerField(default=1)), "not nullable"),
    (migrations.AlterField("thing", "name", models.CharField(max_length=19)), "19 characters only"),
    (migrations.AlterField("thing", "name", models.CharField(max_length=20, unique=True)), "unique"),
    (migrations.AlterField("thing", "name", models.IntegerField()), "becomes a IntegerField"),
    (migrations.AlterField("thing", "size", models.IntegerField(null=True)), "becomes a IntegerField"),
    (migrations.AlterField("thing", "kind", models.CharField(max_length=20)), "loses its db_default"),
    (migrations.AlterUniqueTogether("thing", {("name", "size")}), "nothing is known"),
    (
        migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("thing", "size")]),
        "reads this column",
    ),
]


def test_sql_that_takes_away_needs_both_reasons():
    operation = migrations.RunSQL("alter table shop_thing drop column size")
    assert "takes away" in words_on(operation, waits="Short.")
    assert words_on(operation, waits="Short.", contracts="Nobody reads it since 1.4.") == ""


@pytest.mark.parametrize(("operation", "words"), TAKES_AWAY)
def test_what_the_release_before_needs_is_taken_away_in_a_later_one_only(operation, words):
    assert words in words_on(operation)
    assert words_on(operation, contracts="Nobody reads it since 1.4.") == ""


@pytest.mark.parametrize(
    ("operations", "words"),
    [
        ([migrations.AddIndex("thing", INDEX)], "use core.expanding.AddIndexBeside"),
        ([migrations.AddConstraint("thing", SMALL)], "use HoldNewRows"),
        ([migrations.AddConstraint("thing", ONCE)], "keeps writers waiting"),
        ([migrations.AddField("thing", "weight", models.IntegerField(null=True, db_index=True))], "index of weight"),
        (
            [migrations.AlterField("thing", "name", models.CharField(max_length=20, db_index=True))],
            "index of thing.name",
        ),
        ([AddIndexBeside("thing", INDEX)], "a migration of its own with atomic = False"),
        ([HoldNewRows("thing", SMALL), CheckOldRows("thing", "thing_small")], "in a migration after"),
        ([migrations.RunPython(migrations.RunPython.noop)], "atomic = False"),
        ([migrations.RunSQL("update shop_thing set kind = 'a'")], "how long its SQL"),
        (
            [migrations.AddField("thing", "owner", models.ForeignKey("shop.Thing", models.CASCADE, null=True))],
            "index of owner",
        ),
    ],
)
def test_what_keeps_writers_waiting_is_refused(operations, words):
    assert words in words_on(*operations)


def test_a_table_that_is_always_short_may_be_locked_with_a_reason():
    operation = migrations.AddConstraint("thing", ONCE)
    assert words_on(operation, waits="There are never more than a hundred things.") == ""
    assert words_on(migrations.RemoveField("thing", "size"), waits="Short.")


def test_what_expands_is_allowed():
    assert words_on(
        migrations.AddField("thing", "weight", models.IntegerField(null=True)),
        migrations.AddField("thing", "place", models.CharField(max_length=9, db_default="here")),
        migrations.AlterField("thing", "name", models.CharField(max_length=30)),
        migrations.AlterField("thing", "name", models.TextField()),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("thing", "size")]),
        migrations.CreateModel("Part", [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())]),
        migrations.AddIndex("part", models.Index(fields=["name"], name="part_name")),
    ) == ""  # fmt: skip
    assert words_on(migrations.RunSQL("update shop_thing set kind = 'a'"), waits="There are a few.") == ""
    owner = models.ForeignKey("shop.Thing", models.CASCADE, null=True, db_index=False)
    assert words_on(migrations.AddField("thing", "owner", owner)) == ""
    for kind in (AddIndexBeside, AddIndexConcurrently):
        assert words_on(kind("thing", INDEX), atomic=False) == ""
    assert words_on(HoldNewRows("thing", SMALL)) == words_on(CheckOldRows("thing", "thing_small")) == ""
    assert words_on(migrations.RunPython(migrations.RunPython.noop), atomic=False) == ""
