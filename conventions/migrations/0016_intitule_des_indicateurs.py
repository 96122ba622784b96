from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("conventions", "0015_contacts_des_liens_signes")]

    operations = [migrations.RenameField(model_name="indicateurfiche", old_name="nom", new_name="intitule")]
