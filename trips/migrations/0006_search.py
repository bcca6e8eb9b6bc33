from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("trips", "0005_projections"), ("places", "0005_search")]
    operations = [RunSQLFile("trips", "0006_search")]
