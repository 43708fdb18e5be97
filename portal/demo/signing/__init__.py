"""An authority of the demo and of the tests, whose keys anybody can work out, and signatures by it.

What it makes looks like what people bring: certificates, CMS, time stamps, CRLs, OCSP answers, signed PDFs.
``python -m portal.demo.signing FILE`` signs a PDF as the demo's person.
"""
