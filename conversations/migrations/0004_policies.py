from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("conversations", "0003_functions_triggers"), ("ai", "0002_initial")]
    operations = [RunSQLFile("conversations", "0004_policies")]
