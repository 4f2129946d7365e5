"""The whole way once, as a client: a video goes in, a reviewed and published cover comes out.

`python -m demo` starts a site of its own on a free port with throw-away data and uses nothing but the public
API, resumable upload and the live socket: it reads as an example of all three.
"""
