from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    # Whether a job is left is asked of the job tables.
    dependencies = [("ai", "0005_agent_limits"), ("tripos_jobs", "0001_enqueue")]
    operations = [RunSQLFile("ai", "0006_agent_limits")]
