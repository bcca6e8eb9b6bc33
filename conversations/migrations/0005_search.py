from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("conversations", "0004_policies"), ("places", "0005_search")]
    operations = [RunSQLFile("conversations", "0005_search")]
