from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("trips", "0003_functions_triggers")]
    operations = [RunSQLFile("trips", "0004_policies")]
