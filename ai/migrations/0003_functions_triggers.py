from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("ai", "0002_initial"), ("conversations", "0003_functions_triggers")]
    operations = [RunSQLFile("ai", "0003_functions_triggers")]
