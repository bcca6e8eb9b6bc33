from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_sign_in_grants")]
    operations = [
        migrations.AddField(
            model_name="profile",
            name="ai_approve_first",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="else at once, with an undo",
                verbose_name="ask before agents change a trip",
            ),
        ),
    ]
