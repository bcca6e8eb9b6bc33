from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    dependencies = [("places", "0008_staff_groups")]
    operations = [RunSQLFile("places", "0009_collection_order")]
