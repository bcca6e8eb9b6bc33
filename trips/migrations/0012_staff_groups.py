from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("trips", "0011_stops_of"), ("accounts", "0009_staff_groups")]
    operations = [RunSQLFile("trips", "0012_staff_groups")]
