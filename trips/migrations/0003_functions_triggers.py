from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("trips", "0002_initial"), ("places", "0004_policies")]
    operations = [RunSQLFile("trips", "0003_functions_triggers")]
