"""What an audit by mutation found unproved: each test here was red while one line of the code was broken."""
