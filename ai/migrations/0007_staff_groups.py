from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("ai", "0006_agent_limits"), ("accounts", "0009_staff_groups")]
    operations = [RunSQLFile("ai", "0007_staff_groups")]
