from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_token_policies")]
    operations = [RunSQLFile("tripos.accounts", "0008_walking_day")]
