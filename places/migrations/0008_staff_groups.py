from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("places", "0007_staff"), ("accounts", "0009_staff_groups")]
    operations = [RunSQLFile("places", "0008_staff_groups")]
