from django.db import migrations, models

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("trips", "0006_search")]
    operations = [
        migrations.AddField(
            "proactivesuggestion",
            "snoozed_until",
            models.DateTimeField(blank=True, help_text="put off by the recipient until then", null=True),
        ),
        migrations.AddField(
            "proactivesuggestion",
            "change_set_id",
            models.UUIDField(blank=True, editable=False, help_text="what applied it, once accepted", null=True),
        ),
        RunSQLFile("trips", "0007_suggestion_answers"),
    ]
