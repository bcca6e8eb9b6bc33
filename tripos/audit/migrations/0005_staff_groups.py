from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_erasure"), ("accounts", "0009_staff_groups")]
    operations = [RunSQLFile("tripos.audit", "0005_staff_groups")]
