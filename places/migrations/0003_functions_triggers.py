from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("places", "0002_initial"), ("audit", "0002_functions_policies")]
    operations = [RunSQLFile("places", "0003_functions_triggers")]
