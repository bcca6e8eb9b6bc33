from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("audit", "0006_looks"),
        ("places", "0008_staff_groups"),
        ("trips", "0012_staff_groups"),
        ("ai", "0007_staff_groups"),
        ("conversations", "0006_staff_groups"),
        ("tripos_jobs", "0001_enqueue"),
    ]
    operations = [RunSQLFile("tripos.support", "0001_looking")]
