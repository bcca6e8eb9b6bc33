from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [RunSQLFile("tripos.accounts", "0002_functions_triggers")]
