from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("conversations", "0002_initial"), ("trips", "0005_projections")]
    operations = [RunSQLFile("conversations", "0003_functions_triggers")]
