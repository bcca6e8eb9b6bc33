from django.db import migrations, models

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("trips", "0008_people_of_a_stop"), ("audit", "0003_erasure")]
    operations = [
        migrations.AddField(
            "tripshare",
            "show_times",
            models.BooleanField(db_default=True, default=True, help_text="hours of stops, else their order alone"),
        ),
        migrations.AddField(
            "tripshare",
            "show_notes",
            models.BooleanField(db_default=False, default=False, help_text="what travellers noted at stops"),
        ),
        migrations.AddField(
            "tripshare",
            "show_people",
            models.BooleanField(db_default=False, default=False, help_text="names of owner and companions"),
        ),
        migrations.AddIndex("invitation", models.Index(fields=["email"], name="idx_invitations_email")),
        RunSQLFile("trips", "0009_sharing"),
    ]
