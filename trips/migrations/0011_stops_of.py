from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("trips", "0010_waiting_invitations")]
    operations = [RunSQLFile("trips", "0011_stops_of")]
