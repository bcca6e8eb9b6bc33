from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_staff_groups"), ("audit", "0006_looks")]
    operations = [RunSQLFile("tripos.accounts", "0010_rights_history")]
