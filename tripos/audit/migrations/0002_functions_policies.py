from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [RunSQLFile("tripos.audit", "0002_functions_policies")]
