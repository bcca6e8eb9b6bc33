from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_walking_day"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [RunSQLFile("tripos.accounts", "0009_staff_groups")]
