from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("conversations", "0005_search"), ("accounts", "0009_staff_groups")]
    operations = [RunSQLFile("conversations", "0006_staff_groups")]
