from django.db import migrations

from tripos.db.sql import RunSQLFile


class Migration(migrations.Migration):
    # Tokens are audited: the history's functions come first.
    dependencies = [("accounts", "0006_api_tokens"), ("audit", "0003_erasure")]
    operations = [RunSQLFile("tripos.accounts", "0007_token_policies")]
