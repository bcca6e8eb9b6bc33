from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    initial = True
    dependencies = [("tripos_db", "0001_foundation")]
    operations = [RunSQLFile("conversations", "0001_enums")]
