from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("places", "0004_policies")]
    operations = [RunSQLFile("places", "0005_search")]
