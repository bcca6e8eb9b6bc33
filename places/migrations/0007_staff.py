from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("places", "0006_staged_imports"), ("audit", "0002_functions_policies")]
    operations = [RunSQLFile("places", "0007_staff")]
