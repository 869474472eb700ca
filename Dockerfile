# The binary and nothing else. It needs no home, no shell and no rights.
FROM scratch
ARG TARGETPLATFORM
COPY ${TARGETPLATFORM}/backendctl /backendctl
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/backendctl"]
