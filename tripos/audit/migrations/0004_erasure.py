from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0003_erasure"),
        ("usersessions", "0001_initial"),
        ("tripos_jobs", "0001_enqueue"),
    ]
    operations = [RunSQLFile("tripos.audit", "0004_erasure")]
