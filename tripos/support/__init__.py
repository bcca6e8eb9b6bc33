"""What support does for travellers: looking with a reason, sign-in trouble, failed jobs, the first page of staff."""
