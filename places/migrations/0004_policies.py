from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("places", "0003_functions_triggers")]
    operations = [RunSQLFile("places", "0004_policies")]
