from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "tripos.jobs"
    label = "tripos_jobs"
    verbose_name = "Jobs"
