from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_sign_in_grants"), ("audit", "0002_functions_policies")]
    operations = [RunSQLFile("tripos.audit", "0003_erasure")]
