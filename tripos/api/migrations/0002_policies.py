from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("tripos_api", "0001_initial"), ("accounts", "0007_token_policies")]
    operations = [RunSQLFile("tripos.api", "0002_policies")]
