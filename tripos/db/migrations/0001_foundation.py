from typing import Any

from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    initial = True
    dependencies: list[Any] = []
    operations = [RunSQLFile("tripos.db", "0001_foundation")]
