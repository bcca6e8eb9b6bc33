from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("trips", "0004_policies")]
    operations = [RunSQLFile("trips", "0005_projections")]
