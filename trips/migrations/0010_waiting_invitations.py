from django.db import migrations, models

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("trips", "0009_sharing")]
    operations = [
        migrations.CreateModel(
            name="WaitingInvitation",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("role", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("inviter", models.TextField(null=True)),
                ("title", models.TextField()),
                ("destination", models.TextField()),
                ("start_date", models.DateField()),
                ("end_date", models.DateField()),
            ],
            options={"db_table": "waiting_invitations", "managed": False},
        ),
        RunSQLFile("trips", "0010_waiting_invitations"),
    ]
