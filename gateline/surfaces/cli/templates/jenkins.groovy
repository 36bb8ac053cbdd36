// Gates every change. Written by `gateline init`. Needs Python 3.11 or later and git on the agent;
// with the Warnings plug-in the report shows in Jenkins, too.
pipeline {
  agent any
  options {
    timeout(time: 15, unit: 'MINUTES')
    disableConcurrentBuilds(abortPrevious: true)
  }
  environment {
    // beside the workspace, never in it: a commit could bring a forged cache
    GATELINE_CACHE_DIR = "${env.WORKSPACE}@tmp/gateline-cache"
  }
  stages {
    stage('gate') {
      steps {
        sh '''
          python3 -m venv "$WORKSPACE_TMP/gateline"
          "$WORKSPACE_TMP/gateline/bin/pip" install --disable-pip-version-check "gateline==@VERSION@"
          if [ -n "$CHANGE_TARGET" ]; then
            git fetch --no-tags origin "+refs/heads/$CHANGE_TARGET:refs/remotes/origin/$CHANGE_TARGET"
            set -- --since "origin/$CHANGE_TARGET"
          else
            set -- .
          fi
          "$WORKSPACE_TMP/gateline/bin/gateline" check "$@" --format terminal --format sarif=gateline.sarif --format junit=gateline.xml
        '''
      }
      post {
        always {
          archiveArtifacts artifacts: 'gateline.sarif', allowEmptyArchive: true
          junit testResults: 'gateline.xml', allowEmptyResults: true, skipMarkingBuildUnstable: true
        }
      }
    }
  }
}
