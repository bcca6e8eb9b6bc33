from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("audit", "0002_functions_policies"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [RunSQLFile("tripos.jobs", "0001_enqueue")]
