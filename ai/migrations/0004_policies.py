from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("ai", "0003_functions_triggers"), ("conversations", "0004_policies")]
    operations = [RunSQLFile("ai", "0004_policies")]
